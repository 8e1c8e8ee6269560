// Before any test: the sources import what the build writes, and would fail in odd ways without. Tests of dist check
// for themselves that it is that of the sources.
import { expectBuilt } from '../scripts/built.js';

export default function setup(): void {
  expectBuilt('wasm');
}
