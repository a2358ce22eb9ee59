export { closingStatusIds, lostStatusId, wonStatusId } from '@hub/amocrm/pure';
