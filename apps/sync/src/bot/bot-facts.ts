import type { BotRemark } from '@hub/contracts';
import { inspectBot, type Inspection } from './core/inspect-bot.js';
import { layoutShapes } from './core/handler-shapes.js';
import { documentOf, stepsOf, type Bot } from './core/read-bot.js';
import type { Reference } from './core/reference.js';
import { keyOf } from './core/resolve-references.js';
import { stringsIn } from './core/read-string.js';
import { remarkView } from './describe-complaint.js';

/** What lists show and decide by of a version, so that they read no file. */
export interface BotFacts {
  readonly form: Bot['form'];
  readonly steps: number;
  /** Places that contain an id of the account. */
  readonly references: number;
  readonly remarks: readonly BotRemark[];
  /** What it names in the account, each object once. */
  readonly names: readonly Pick<Reference, 'kind' | 'id' | 'parent'>[];
  /** Ids of the bots that it starts. */
  readonly starts: readonly string[];
  /** What its steps do, each once. */
  readonly handlers: readonly string[];
}

/** The facts of a sound bot. */
export function factsOf({ bot, references, complaints }: Inspection & { bot: Bot }): BotFacts {
  return {
    form: bot.form,
    steps: stepsOf(bot).size,
    references: references.length,
    remarks: complaints.map((one) => remarkView(one, bot)),
    names: namesIn(references),
    starts: [...new Set(references.filter(({ kind }) => kind === 'bot').map(({ id }) => String(id)))],
    handlers: handlersIn(bot),
  };
}

/** The facts of a stored file. Of one that the hub cannot read any more: why. */
export function factsOfFile(file: string): BotFacts {
  const found = inspectBot(file);
  if (found.bot) return factsOf({ ...found, bot: found.bot });
  const remarks = found.complaints.map((one) => remarkView(one, null));
  return { form: 'export', steps: 0, references: 0, remarks, names: [], starts: [], handlers: [] };
}

function namesIn(references: readonly Reference[]): BotFacts['names'] {
  return [...new Map(references.map((one) => [keyOf(one), one])).values()].map(({ kind, id, parent }) => ({
    ...{ kind, id },
    ...(parent === undefined ? {} : { parent }),
  }));
}

function handlersIn(bot: Bot): string[] {
  const document = documentOf(bot);
  const names = [...stringsIn(document, '')]
    .filter(({ path, text }) => path.endsWith('/handler') && Object.hasOwn(layoutShapes, text))
    .map(({ text }) => text);
  return [...new Set(names)];
}
