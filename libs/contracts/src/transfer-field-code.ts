/** Code of the lead field that carries the transfer id in a branch account. */
export const TRANSFER_FIELD_CODE = 'HUB_TRANSFER_ID';
