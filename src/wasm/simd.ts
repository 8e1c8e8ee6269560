// Whether this engine runs wasm SIMD, and if not, why.

/** A function that returns a vector: `i32.const 0, i8x16.splat`. */
const PROBE = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7b],
  ...[3, 2, 1, 0],
  ...[10, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b],
);

let obstacle: string | null | undefined;

/**
 * Why wasm SIMD cannot run here, or null when it can: no WebAssembly, no SIMD, or compilation forbidden
 * by a content security policy. Tried once.
 */
export function simdObstacle(): string | null {
  if (obstacle === undefined) obstacle = attempt();
  return obstacle;
}

function attempt(): string | null {
  if (typeof WebAssembly === 'undefined') return 'this engine has no WebAssembly';
  try {
    new WebAssembly.Module(PROBE);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
