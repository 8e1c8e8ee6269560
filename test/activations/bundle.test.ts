// What a bundler keeps of the catalogue, of the package as it is built.
import { describe, expect, it } from 'vitest';
import * as catalogue from '../../src/activations/index.js';
import type { Activation } from '../../src/index.js';
import { bundled } from '../bundled.js';

/** With names as they are written. */
const bundle = (contents: string): Promise<string> => bundled(contents, false);

const { register, registerAll, ...activations } = catalogue;
const OPS: Readonly<Record<string, Activation>> = activations;
const names = Object.values(OPS).map(({ opName }) => opName);

/** The activations that a bundle defines. */
async function defined(contents: string): Promise<string[]> {
  const code = await bundle(contents);
  return names.filter((name) => code.includes(`"${name}"`));
}

describe('a bundle', () => {
  it('keeps nothing of an import that is not used', async () => {
    expect((await bundle("import 'lanewise/activations';")).trim()).toBe('');
    const named = "import { mish } from 'lanewise/activations'; console.log(1);";
    expect(await bundle(named)).not.toContain('activation');
  });

  it.each(Object.entries(OPS))(
    'keeps of the catalogue only %s if that is what is used',
    async (name, { opName }) => {
      expect(await defined(`export { ${name} } from 'lanewise/activations';`)).toEqual([opName]);
    },
  );

  it('keeps what is registered, and everything for registerAll', async () => {
    const some = "import { mish, register, snake } from 'lanewise/activations'; register(mish, snake);";
    expect((await defined(some)).sort()).toEqual(['laneMish', 'snake']);
    const all = "import { registerAll } from 'lanewise/activations'; registerAll();";
    expect(await defined(all)).toEqual(names);
  });
});
