/** Kinds of objects that settings of the hub name in an account. */
export const usedKinds = ['pipeline', 'stage', 'field', 'user'] as const;
