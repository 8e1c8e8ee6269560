// WebAssembly text to a binary, by watr. It does not check types, so the engine does.
import compile from 'watr/compile';

/** @throws Error `internal: …` when the text is not a valid module, which is a fault of the emitter. */
export function assemble(text: string): Uint8Array<ArrayBuffer> {
  const binary = new Uint8Array(compile(text));
  if (!WebAssembly.validate(binary)) throw new Error(`internal: not a valid module:\n${text}`);
  return binary;
}
