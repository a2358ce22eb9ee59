/** amoCRM's ids and Unix seconds are bigint columns, which the driver hands out as strings; they fit a number. */
export const bigintColumn = {
  type: 'bigint',
  transformer: {
    to: (value: unknown) => value,
    from: (value: string | null) => (value === null ? null : Number(value)),
  },
} as const;
