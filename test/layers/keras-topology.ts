// Topologies as Keras writes them, for tests that need no fixture.

export const dense = (config: object): object => ({
  class_name: 'Dense',
  config: { name: 'dense', units: 2, batch_input_shape: [null, 2], ...config },
});
export const sequential = (...layers: object[]): { modelTopology: object } => ({
  modelTopology: { class_name: 'Sequential', config: { name: 'model', layers } },
});
