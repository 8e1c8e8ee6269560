// Relative links of Markdown files, as someone follows them who has only the files of the package.
import { posix } from 'node:path';

/** Each link of `texts`, Markdown by path, that leads to none of `files`, as `path: link`. */
export function brokenLinks(texts: ReadonlyMap<string, string>, files: readonly string[]): string[] {
  const known = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
  return [...texts].flatMap(([path, text]) => {
    const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
    const links = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)/g), ...prose.matchAll(/(?:src|href)="([^"]+)"/g)];
    return links
      .map((match) => match[1]!)
      .filter((link) => !/^(?:[a-z][a-z+.-]*:|#)/i.test(link))
      .filter((link) => {
        const target = posix.join(posix.dirname(path), link.replace(/[#?].*$/, ''));
        return !known.has(target.replace(/\/$/, ''));
      })
      .map((link) => `${path}: ${link}`);
  });
}

function foldersOf(file: string): string[] {
  const folder = posix.dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}
