import { ru } from './messages.js';
import type { Objection } from './check-safety.js';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** One objection of the safety check, in words for the person who has to decide. */
export function describeObjection(objection: Objection): string {
  switch (objection.code) {
    case 'too-many-updates':
      return `изменится ${percent(objection.share)} управляемых объектов, допускается ${percent(objection.allowed)}`;
    case 'too-many-deletions':
      return `удалится ${percent(objection.share)} управляемых объектов, допускается ${percent(objection.allowed)}`;
    case 'pipelines-go':
      return `удалятся воронки вместе с этапами: ${objection.names.map((name) => `«${name}»`).join(', ')}`;
    case 'all-of-kind':
      return `удалится всё управляемое одного вида: ${ru.kinds[objection.kind]} (${objection.count})`;
    case 'all-vanished':
      return `хаб это уже создавал, но в аккаунте ничего такого вида нет (${ru.kinds[objection.kind]}: ${objection.count}); если список не прочитан, появятся двойники`;
    case 'blocked-changes':
      return `изменений, по которым нужно решение: ${objection.count}; они не будут выполнены`;
    case 'values-lost':
      return `карточек, которые потеряют значения: ${objection.count}`;
    case 'force-needs-a-name':
      return 'нужно имя того, кто берёт ответственность';
  }
}
