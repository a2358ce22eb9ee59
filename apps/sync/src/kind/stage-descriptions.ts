/** Levels of stage descriptions, in the order amoCRM shows them (sheet 3.3). */
export const descriptionLevels = ['newbie', 'candidate', 'master'] as const;
