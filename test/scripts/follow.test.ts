import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { follow } from '../../scripts/follow.js';

it('ARCHITECTURE.md opens with what `npm run follow` prints', async () => {
  const [, shown] = /```text\n([\s\S]*?)```/.exec(readFileSync('ARCHITECTURE.md', 'utf8'))!;
  expect(shown).toBe(await follow());
});
