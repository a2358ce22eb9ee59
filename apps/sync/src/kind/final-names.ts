/** How amoCRM itself calls the two final stages of a new pipeline. */
export const wonName = 'Успешно реализовано';
export const lostName = 'Закрыто и не реализовано';
