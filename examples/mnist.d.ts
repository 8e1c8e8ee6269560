// The `mnist` package ships 10 000 handwritten digits of the MNIST set, and no types.
declare module 'mnist' {
  /** All samples of one digit: 28 x 28 pixels in [0, 1] each, one after the other. */
  interface Digit {
    readonly raw: readonly number[];
    readonly length: number;
  }
  const digits: Readonly<Record<number, Digit>>;
  export default digits;
}
