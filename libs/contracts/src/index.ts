export {
  crmEntities,
  eventConsumers,
  eventVersions,
  type CrmChanged,
  type CrmEntity,
  type Events,
  type Subject,
} from './events.js';
export {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  IntListField,
  JsonField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
export { parseRequest } from './parse-request.js';
export type { Requests, RequestSubject } from './requests.js';
