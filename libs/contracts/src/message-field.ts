import type { Facts, Message, MessageKey } from '@hub/messages';
import { ApiProperty } from '@nestjs/swagger';
import { JsonField, TextField } from './fields.js';

/** A message of the catalogue as machines read it. */
class MessageView implements Message {
  @TextField({ description: 'Names the message, the same in every language', example: 'limits.empty' })
  key: MessageKey;

  @JsonField({ description: 'What the message speaks of' })
  facts: Facts;
}

interface MessageOptions {
  description: string;
  optional?: boolean;
}

/**
 * Something said to a person. Services pass on the `Message`; in REST answers the field holds its words, in the language
 * of `Accept-Language`, and a field of the same name with `Message` behind it the key and facts.
 */
export function MessageField({ description, optional = false }: MessageOptions): PropertyDecorator {
  return (target, name) => {
    const words = { type: String, description, required: !optional, nullable: optional };
    ApiProperty(words)(target, name);
    const about = `\`${String(name)}\` as key and facts; missing when there is none`;
    ApiProperty({ type: MessageView, description: about, required: false })(target, `${String(name)}Message`);
  };
}

/** A list of such things; its second field has `Messages` behind the name. */
export function MessageListField({ description }: MessageOptions): PropertyDecorator {
  return (target, name) => {
    ApiProperty({ type: String, isArray: true, description })(target, name);
    const about = `\`${String(name)}\` as keys and facts; missing when there are none`;
    const schema = { type: MessageView, isArray: true, description: about, required: false };
    ApiProperty(schema)(target, `${String(name)}Messages`);
  };
}
