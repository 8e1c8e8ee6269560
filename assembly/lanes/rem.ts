// C's float32 fmod, which JavaScript's % is too: |a| mod |b| of mod.ts, which is exact, with the sign of a.
import { modCore } from './mod';
import { highPair, lowPair, packPairs, withSign } from './pairs';

/**
 * The remainder of a / b with the sign of a, the same bits as JavaScript's Math.fround(a % b).
 * NaN where b = 0 or a is infinite; a where b is infinite.
 */
export function remExact(a: v128, b: v128): v128 {
  const x = f32x4.abs(a);
  const y = f32x4.abs(b);
  return withSign(packPairs(modCore(lowPair(x), lowPair(y)), modCore(highPair(x), highPair(y))), a);
}
