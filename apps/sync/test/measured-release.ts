const names = (count: number, name: string) => Array.from({ length: count }, (_, at) => `${name} ${at + 1}`);

/** What the costs of a push are measured with, beside the account's own pipeline. */
export const measured = {
  lossReasons: names(6, 'Причина'),
  groups: ['Вкладка'],
  pipelines: names(3, 'Воронка'),
  stages: names(6, 'Этап'),
  fields: { leads: 40, contacts: 10, companies: 6 },
  tags: names(12, 'Метка'),
};

const fields = ([entity, count]: [string, number]) =>
  `  ${entity}:\n    - { name: Вид, type: select, values: [А, Б] }\n${names(count - 1, entity)
    .map((name) => `    - { name: ${name}, type: text }`)
    .join('\n')}`;

/** The same as a blueprint. */
export const measuredRelease = `blueprint: 1
name: Проба
lossReasons: [${measured.lossReasons.join(', ')}]
groups:
  leads: [${measured.groups.join(', ')}]
pipelines:
${measured.pipelines.map((name) => `  - { name: ${name}, stages: [${measured.stages.join(', ')}] }`).join('\n')}
fields:
${Object.entries(measured.fields).map(fields).join('\n')}
tags:
  leads: [${measured.tags.join(', ')}]
`;
