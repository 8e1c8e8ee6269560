// Compares what specs said with the list of differences by choice.
import type { SpecResult } from './results.js';
import { RULES } from './rules.js';

/** For each rule, and for each set of paths, the specs that differ there. */
export type Differences = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A difference in every path in which tfjs's own op passes the spec. */
export const EVERYWHERE = 'everywhere';

export interface PathResults {
  /** As `traced exact wasm`. */
  readonly path: string;
  /** Specs that pass with tfjs's own ops on that backend. */
  readonly results: readonly SpecResult[];
}

/** What is wrong: failures that are not listed, or not for the reason that is listed, and listed ones that pass. */
export function problemsOf(paths: readonly PathResults[], differences: Differences): string[] {
  const problems: string[] = [];
  const expected = expectedIn(paths, differences);
  for (const { path, results } of paths) {
    const listed = expected.get(path)!;
    const names = new Set(results.map(({ name }) => name));
    for (const { name, failures } of results) {
      const rule = listed.get(name);
      if (rule === undefined) {
        if (failures.length > 0) problems.push(`${path}: ${name}: ${failures[0]}`);
        continue;
      }
      if (failures.length === 0) problems.push(`${path}: ${name}: expected to differ (${rule}), but passes`);
      const other = failures.find((message) => !RULES[rule]!.message.test(message));
      if (other !== undefined)
        problems.push(`${path}: ${name}: expected to differ by "${rule}", got: ${other}`);
    }
    for (const name of listed.keys()) {
      if (!names.has(name)) problems.push(`${path}: ${name}: is listed, but there is no such spec`);
    }
  }
  return problems;
}

/** The rule of each spec that is to differ, by path. */
function expectedIn(
  paths: readonly PathResults[],
  differences: Differences,
): Map<string, Map<string, string>> {
  const expected = new Map(paths.map(({ path }) => [path, new Map<string, string>()]));
  for (const [rule, bySet] of Object.entries(differences)) {
    if (RULES[rule] === undefined) throw new Error(`specs: expected a rule of rules.ts, got "${rule}"`);
    for (const [set, names] of Object.entries(bySet)) {
      for (const { path, results } of paths) {
        if (set !== EVERYWHERE && !set.split(', ').includes(path)) continue;
        const here = new Set(results.map(({ name }) => name));
        const known = expected.get(path)!;
        for (const name of names) {
          // A spec that a backend's own op fails is compared on the other alone.
          if (set !== EVERYWHERE || here.has(name) || isNowhere(name, paths)) known.set(name, rule);
        }
      }
    }
  }
  return expected;
}

function isNowhere(name: string, paths: readonly PathResults[]): boolean {
  return !paths.some(({ results }) => results.some((each) => each.name === name));
}

/** The list that these results would need; failures of no rule are left out. */
export function differencesOf(paths: readonly PathResults[]): Differences {
  const found = new Map<string, { rule: string; paths: string[] }>();
  const ran = new Map<string, number>();
  for (const { path, results } of paths) {
    for (const { name, failures } of results) {
      ran.set(name, (ran.get(name) ?? 0) + 1);
      if (failures.length === 0) continue;
      const rule = Object.keys(RULES).find((id) => failures.every((each) => RULES[id]!.message.test(each)));
      if (rule === undefined) continue;
      const known = found.get(name) ?? { rule, paths: [] };
      known.paths.push(path);
      found.set(name, known);
    }
  }
  const differences: Record<string, Record<string, string[]>> = {};
  for (const [name, { rule, paths: where }] of found) {
    const set = where.length === ran.get(name) ? EVERYWHERE : where.join(', ');
    const bySet = differences[rule] ?? {};
    differences[rule] = bySet;
    bySet[set] = [...(bySet[set] ?? []), name];
  }
  return differences;
}
