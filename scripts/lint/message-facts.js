import { readdirSync, readFileSync } from 'node:fs';
import { parse, TYPE } from '@formatjs/icu-messageformat-parser';
import ts from 'typescript';

const folder = new URL('../../libs/messages/src/catalogue/ru/', import.meta.url);

/** The facts that each text of the catalogue speaks of: `area.name` → their names. */
export function factsByKey() {
  return new Map(
    readdirSync(folder).flatMap((file) => textsOf(file).map(([key, text]) => [key, factsOf(text)])),
  );
}

/** Every text of one file: an object whose name is that of the area. */
function textsOf(file) {
  const source = ts.createSourceFile(
    file,
    readFileSync(new URL(file, folder), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  return source.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) =>
    declarationList.declarations.flatMap(({ name: area, initializer }) => {
      const { properties = [] } = bare(initializer);
      return properties.map(({ name, initializer: text }) => [`${area.text}.${name.text}`, text.text]);
    }),
  );
}

const bare = (node) => (ts.isAsExpression(node) ? node.expression : node);

function factsOf(text) {
  const walk = (elements) =>
    elements.flatMap((element) => {
      if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
      return [element.value, ...Object.values(element.options ?? {}).flatMap(({ value }) => walk(value))];
    });
  return new Set(walk(parse(text, { ignoreTag: true })));
}
