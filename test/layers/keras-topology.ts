// Topologies as Keras writes them, made in the test, and the error of one.

export const dense = (config: object): object => ({
  class_name: 'Dense',
  config: { name: 'dense', units: 2, batch_input_shape: [null, 2], ...config },
});
export const sequential = (...layers: object[]): { modelTopology: object } => ({
  modelTopology: { class_name: 'Sequential', config: { name: 'model', layers } },
});
export const messageOf = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};
