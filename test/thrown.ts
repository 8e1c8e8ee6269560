/** What `f` throws, or undefined. */
export function thrownBy(f: () => unknown): unknown {
  try {
    f();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

/** The message of the error that `f` throws, or ''. */
export const messageOf = (f: () => unknown): string => (thrownBy(f) as Error | undefined)?.message ?? '';
