// The parts of jasmine-core that are used here; it has no types of its own.
declare module 'jasmine-core' {
  interface SpecDone {
    readonly fullName: string;
    readonly status: string;
    readonly failedExpectations: readonly { readonly message: string }[];
  }
  interface Env {
    configure(options: { random: boolean; forbidDuplicateNames: boolean }): void;
    addReporter(reporter: { specStarted(): void; specDone(result: SpecDone): void }): void;
    execute(): Promise<unknown>;
  }
  const jasmineCore: { boot(): { getEnv(): Env } };
  export default jasmineCore;
}
