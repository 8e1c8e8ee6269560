// Why some specs of tfjs-core fail with ops of lanewise: differences by choice. differences.json lists the specs.

export interface Rule {
  readonly reason: string;
  /** What each failure of such a spec says. Another failure is none by choice. */
  readonly message: RegExp;
}

export const RULES: Readonly<Record<string, Rule>> = {
  'results are float32': {
    reason:
      'An op of lanewise has float32 results, whatever its inputs are: kernels compute in float32, and gradients need it.',
    message:
      /Expected 'float32' to (be|equal) '(int32|bool)'|dtype must be int32, but got float32|Expected: Uint8Array/,
  },
  'error texts': {
    reason:
      'An error of lanewise names the op, the input, what was expected and what came, in its own words.',
    message:
      /Expected function to throw an exception with a message matching .*but it threw an exception with message/,
  },
  'inputs of several kinds': {
    reason:
      'Inputs of int32, bool and float32 mix and broadcast, as each is taken as float32; tf.addN, tf.logicalAnd and tf.where refuse some.',
    message: /Expected function to throw an Error/,
  },
  'complex and string tensors': {
    reason: 'Ops of lanewise are functions of real numbers; they refuse complex64 and strings.',
    message:
      /expected dtype float32, int32 or bool, got (complex64|string)|expected a tensor, a number, or a nested array of numbers, got/,
  },
  'the sign of NaN': {
    reason: 'A NaN stays NaN, as in numpy: tf.sign makes 0 of it.',
    message: /Arrays differ: actual\[\d+\] = NaN, expected\[\d+\] = 0/,
  },
  'float32 results, and no complex ones': {
    reason: 'These specs try int32 with bool, and then complex tensors: see the rules of both.',
    message: /Expected 'float32' to be 'int32'|expected dtype float32, int32 or bool, got complex64/,
  },
  'division of integers': {
    reason: 'tf.div of int32 rounds down; an op of lanewise takes int32 as float32, where 5 / 2 is 2.5.',
    message: /Expected 'float32' to equal 'int32'|Arrays differ/,
  },
};
