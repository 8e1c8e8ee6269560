// Tells a module that a development server evaluates again from two modules that take one name. What both leave is a
// stack trace: Vite asks for an edited module by the same URL with another query, webpack sends it in a new file
// called *.hot-update.js.

/** The URLs of the modules in a stack trace, in lines. V8, Firefox and Safari write them before `:line:column`. */
export const modulesIn = (stack: string): string => (stack.match(/[^\s()@]+(?=:\d+:\d+)/g) ?? []).join('\n');

let last = '';

/** The modules that are running: those of lanewise, and those that call it. */
export function callers(): string {
  const modules = modulesIn(new Error().stack ?? '');
  // Most ops of a program have the same callers. Their text is held once.
  if (modules !== last) last = modules;
  return last;
}

/** Whether `now`, callers, are those of `before` as a development server evaluates them after an edit. */
export function isReload(before: string, now: string): boolean {
  const earlier = before.split('\n');
  return now
    .split('\n')
    .some(
      (url) =>
        !earlier.includes(url) &&
        (/\.hot-update\./.test(url) || earlier.some((each) => withoutQuery(each) === withoutQuery(url))),
    );
}

const withoutQuery = (url: string): string => url.replace(/\?.*/, '');
