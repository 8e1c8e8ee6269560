// What bundlers make of the entries: importing lanewise/layers is enough to load models, and names of inputs
// survive minifiers.
import { describe, expect, it } from 'vitest';
import { bundled } from '../bundled.js';

describe('bundled', () => {
  it.each(["import 'lanewise/layers';", "export { fromKeras } from 'lanewise/layers';"])(
    '%s keeps what makes the layer known',
    async (code) => {
      expect(await bundled(code)).toMatch(/registerClass\(\w+\)/);
    },
  );

  it('what is not used of lanewise and lanewise/graph is gone', async () => {
    for (const entry of ['lanewise', 'lanewise/graph']) expect(await bundled(`import '${entry}';`)).toBe('');
  });

  it('the main entry needs neither tfjs-layers nor tfjs-converter', async () => {
    expect(await bundled("export * from 'lanewise';")).not.toMatch(/tfjs-(layers|converter)/);
  });
});
