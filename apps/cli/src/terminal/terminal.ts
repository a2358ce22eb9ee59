import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { message, say, type Locale, type Message } from '@hub/messages';

/** What a process gives a command: data goes to `output`, words for people to `errors`. */
export interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
}

/** The person, or the pipe, on the other side. */
export class Terminal {
  private hasBar = false;
  /** Whether any data was written. */
  hasData = false;

  constructor(
    private readonly streams: Streams,
    readonly locale: Locale,
  ) {}

  /** Data, whole lines. */
  data(text: string): void {
    this.hasData = true;
    write(this.streams.output, text.endsWith('\n') ? text : `${text}\n`);
  }

  json(value: unknown): void {
    this.data(JSON.stringify(value, null, 2));
  }

  /** Words for a person; they never mix with the data. */
  print(said: Message): void {
    this.note(this.words(said));
  }

  note(text: string): void {
    this.endBar();
    write(this.streams.errors, `${text}\n`);
  }

  words(said: Message): string {
    return say(said, this.locale);
  }

  /** One line of the answer, or null when there is none. With `isSecret` a terminal does not show what is typed. */
  async ask(question: Message, isSecret = false): Promise<string | null> {
    const { input, errors } = this.streams;
    errors.write(this.words(question));
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const hidden = isSecret && input.isTTY;
    const lines = createInterface({ input, output: hidden ? silent : errors, terminal: input.isTTY });
    const answer = await new Promise<string | null>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(null));
      lines.once('SIGINT', () => lines.close());
    });
    lines.close();
    input.pause();
    if (hidden || answer === null) errors.write('\n');
    return answer?.trim() ?? null;
  }

  /** A line that is drawn over, on a terminal only. */
  bar(done: number, of: number): void {
    if (!this.streams.errors.isTTY) return;
    this.hasBar = true;
    const filled = Math.round((20 * done) / Math.max(of, 1));
    const words = this.words(message('cli.applying', { done, of }));
    this.streams.errors.write(`\r\u001b[K${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${words}`);
  }

  private endBar(): void {
    if (this.hasBar) this.streams.errors.write('\n');
    this.hasBar = false;
  }
}

/** Names come from many accounts: on a terminal none of them may move the cursor or paint. A pipe gets them as they are. */
function write(stream: NodeJS.WriteStream, text: string): void {
  stream.write(stream.isTTY ? text.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD') : text);
}
