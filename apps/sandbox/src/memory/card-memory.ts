import type { Answer } from '../http/answer.js';
import type { ByteText } from '../http/byte-text.js';
import type { Account } from '../state/account.js';
import { GrowingList } from './growing-list.js';

const defaultLimit = 64 * 2 ** 20;
/** What an entry of a map takes beside the text itself, roughly. */
const entryBytes = 64;
const rowBytes = 8;

/** What was made of one account since it last changed. */
interface Made {
  /** By what is shown of a card, then by its id. */
  texts: Map<string, Map<number, ByteText>>;
  lists: Map<string, GrowingList<unknown>>;
  pages: Map<string, Answer>;
  bytes: number;
}

/**
 * Cards as answers show them and the rows of lists, kept as long as nothing in their account changes. There is no finer
 * rule on purpose: whatever a card shows (fields, tags, other cards, switches) belongs to its account, so no writer has
 * to know what its change is shown in. `forget` is called for every change and after every call that may change things.
 */
export class CardMemory {
  private readonly accounts = new Map<Account, Made>();
  private bytes = 0;

  /** With more than `limit` bytes kept it forgets everything and begins anew. */
  constructor(private readonly limit = defaultLimit) {}

  /** A card's text: `shown` names all that decides about it beside the account. */
  text(account: Account, shown: string, id: number, make: () => ByteText): ByteText {
    const made = this.of(account);
    let texts = made.texts.get(shown);
    if (!texts) {
      texts = new Map<number, ByteText>();
      made.texts.set(shown, texts);
    }
    const known = texts.get(id);
    if (known !== undefined) return known;
    const text = make();
    texts.set(id, text);
    this.grow(made, text.length + entryBytes);
    return text;
  }

  /** Rows of a list, from one place to before another. `asked` names all that decides about the rows. */
  rows<T>(
    account: Account,
    asked: string,
    [from, to]: [number, number],
    make: () => GrowingList<T>,
  ): readonly T[] {
    const made = this.of(account);
    let list = made.lists.get(asked) as GrowingList<T> | undefined;
    let grown = 0;
    if (!list) {
      made.lists.set(asked, (list = make()));
      grown = asked.length + entryBytes;
    }
    const before = list.length;
    const rows = list.slice(from, to);
    this.grow(made, grown + (list.length - before) * rowBytes);
    return rows;
  }

  /** A page of a list. `asked` names all that decides about it beside the account. */
  page(account: Account, asked: string, make: () => Answer): Answer {
    const known = this.accounts.get(account)?.pages.get(asked);
    if (known) return known;
    const answer = make();
    const made = this.of(account);
    made.pages.set(asked, answer);
    this.grow(made, asked.length + (answer.bytes?.length ?? 0) + entryBytes);
    return answer;
  }

  /** Forgets what was made of one account, or of all. */
  forget(account?: Account): void {
    if (account === undefined) {
      this.accounts.clear();
      this.bytes = 0;
      return;
    }
    this.bytes -= this.accounts.get(account)?.bytes ?? 0;
    this.accounts.delete(account);
  }

  private of(account: Account): Made {
    const made = this.accounts.get(account);
    if (made) return made;
    const empty = { texts: new Map(), lists: new Map(), pages: new Map(), bytes: 0 };
    this.accounts.set(account, empty);
    return empty;
  }

  private grow(made: Made, by: number): void {
    if (by === 0) return;
    made.bytes += by;
    this.bytes += by;
    if (this.bytes > this.limit) this.forget();
  }
}
