import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/**
 * Where a test file runs: in the global scope of its worker, because runner.js leaves loading modules to Node. What a file
 * may have changed there (variables, the console, an exit that Jest forbids) is put back after it.
 */
export default class WorkerEnvironment {
  global = globalThis;
  fakeTimers = null;
  #variables = { ...process.env };
  #exit = process.exit;
  #console = globalThis.console;

  constructor({ projectConfig: config }) {
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    process.exit = this.#exit;
    globalThis.console = this.#console;
    for (const name of Object.keys(process.env))
      if (!(name in this.#variables)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, this.#variables);
  }

  getVmContext() {
    return null;
  }
}
