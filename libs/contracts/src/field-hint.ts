import { message, type Message } from '@hub/messages';

const hints = Symbol('field hints');

/** Property decorator: what the field must be, for whoever gave it wrong. */
export function FieldHint(hint: Message): PropertyDecorator {
  return (target, property) => Reflect.defineMetadata(hints, hint, target, property);
}

/** The hint of a field of a contract object; what is no contract object asks for one. */
export function hintOf(target: object | undefined, property: string): Message {
  const hint = target && (Reflect.getMetadata(hints, target, property) as Message | undefined);
  return hint ?? message('fields.object');
}
