/**
 * Thrown when a variable keeps a process from starting. The message is one line that names the variable and says what
 * to do, and never its value. Trying again cannot help.
 */
export class BadEnvironment extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BadEnvironment';
  }
}
