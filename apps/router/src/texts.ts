import { sayFact, type Fact, type Locale } from '@hub/messages';

interface SourceNoteFacts {
  hqLeadId: number;
  hqLeadLink: string;
  leftOut: readonly Fact[];
}

interface HandedOverFacts {
  branchName: string;
  branchLeadLink: string;
}

/** Injection token of the texts in this process's language. */
export const ROUTER_TEXTS = Symbol('router texts');

export interface RouterTexts {
  transferTag: string;
  sourceNote: (facts: SourceNoteFacts) => string;
  handedOverNote: (facts: HandedOverFacts) => string;
}

const ru: RouterTexts = {
  transferTag: 'изЦентра',
  sourceNote: ({ hqLeadId, hqLeadLink, leftOut }) =>
    [
      `Заявка передана из головного офиса: сделка №${hqLeadId}`,
      hqLeadLink,
      ...(leftOut.length > 0 ? [`Не перенесено: ${sayFact(leftOut, 'ru')}`] : []),
    ].join('\n'),
  handedOverNote: ({ branchName, branchLeadLink }) =>
    `Заявка передана в филиал «${branchName}»\n${branchLeadLink}`,
};

const en: RouterTexts = {
  transferTag: 'fromHQ',
  sourceNote: ({ hqLeadId, hqLeadLink, leftOut }) =>
    [
      `Handed over by head office: lead ${hqLeadId}`,
      hqLeadLink,
      ...(leftOut.length > 0 ? [`Left behind: ${sayFact(leftOut, 'en')}`] : []),
    ].join('\n'),
  handedOverNote: ({ branchName, branchLeadLink }) =>
    `Handed over to branch “${branchName}”\n${branchLeadLink}`,
};

/** Every text the router writes into a CRM card, in the given language. */
export function routerTexts(locale: Locale): RouterTexts {
  return locale === 'ru' ? ru : en;
}

/** Last line of each note the router writes. A later attempt recognises its own note by it, in any language. */
export function transferMark(transferId: string): string {
  return `[hub ${transferId}]`;
}
