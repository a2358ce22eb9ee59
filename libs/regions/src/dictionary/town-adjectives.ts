/** The adjectives that a town's name may give, without their endings: «магнитогорск», «тольяттинск», «казанск». */
export function townAdjectives(name: string): string[] {
  if (name.includes(' ') || name.length < 4) return [];
  if (/[сц]к$/.test(name)) return [name];
  if (/[сц]кий$/.test(name)) return [name.slice(0, -2)];
  if (/[ьо]$/.test(name)) return [`${name.slice(0, -1)}ск`];
  if (/[аяыие]$/.test(name)) return [`${name.slice(0, -1)}ск`, `${name.slice(0, -1)}инск`, `${name}нск`];
  return [`${name}ск`];
}
