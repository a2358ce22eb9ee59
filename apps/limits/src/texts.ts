import type { Locale } from '@hub/messages';
import type { Block } from './claim/decide-claim.js';

interface BlockText {
  text: string;
  whatFrees: string;
}

/** Injection token of the texts in this process's language. */
export const LIMITS_TEXTS = Symbol('limits texts');

export interface LimitsTexts {
  granted: (leadId: number) => string;
  refused: string;
  empty: string;
  block: (block: Block) => BlockText;
}

const ru: LimitsTexts = {
  granted: (leadId) => `Заявка получена: сделка №${leadId}`,
  refused: 'Сейчас взять новую заявку нельзя',
  empty: 'Свободных заявок сейчас нет',
  block(block) {
    switch (block.limit) {
      case 'not-enabled':
        return {
          text: 'Получение заявок по кнопке для вас не включено',
          whatFrees: 'Руководитель включает его в настройках лимитов',
        };
      case 'exchange-user':
        return {
          text: 'С этого пользователя заявки раздаются, сам он их не получает',
          whatFrees: 'Войдите под своим пользователем',
        };
      case 'claim-in-progress':
        return {
          text: 'Предыдущая заявка ещё передаётся вам',
          whatFrees: 'Подождите несколько секунд и нажмите снова',
        };
      case 'active-deals':
        return {
          text: `Активных сделок ${block.value}, новые выдаются, пока их меньше ${block.bound}`,
          whatFrees: `Завершите или передайте сделок: ${block.value - block.bound + 1}`,
        };
    }
  },
};

const en: LimitsTexts = {
  granted: (leadId) => `Lead ${leadId} is yours`,
  refused: 'No new lead can be taken now',
  empty: 'There is no free lead now',
  block(block) {
    switch (block.limit) {
      case 'not-enabled':
        return {
          text: 'The button is not enabled for you',
          whatFrees: 'The head of the branch enables it in the limits',
        };
      case 'exchange-user':
        return {
          text: 'This user owns the leads that are handed out and takes none',
          whatFrees: 'Sign in as yourself',
        };
      case 'claim-in-progress':
        return {
          text: 'The lead before is still on its way to you',
          whatFrees: 'Wait a few seconds and press again',
        };
      case 'active-deals':
        return {
          text: `${block.value} active deals; new leads are given below ${block.bound}`,
          whatFrees: `Finish or pass on this many deals: ${block.value - block.bound + 1}`,
        };
    }
  },
};

/** Every text the button shows, in the given language. */
export function limitsTexts(locale: Locale): LimitsTexts {
  return locale === 'ru' ? ru : en;
}
