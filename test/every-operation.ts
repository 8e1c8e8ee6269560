// Brings what every optional operation needs, as a program does that uses every op: for tests of all operations.
import * as optional from '../src/optional.js';

for (const bring of Object.values(optional)) bring();
