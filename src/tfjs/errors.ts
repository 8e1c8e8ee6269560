// Words of errors that several rooms share.

/** `value` in the words of an error. */
export function described(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value === null || typeof value !== 'object') return shortened(String(value));
  const type = value.constructor?.name ?? 'null';
  return `an object of type ${typeof type === 'string' ? shortened(type) : 'null'}`;
}

/** As `described`, with quotes around a string. */
export const quoted = (value: unknown): string =>
  typeof value === 'string' ? `"${shortened(value)}"` : described(value);

/** A user's text, cut to a length that can stand in an error. */
export function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** The message of what was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
