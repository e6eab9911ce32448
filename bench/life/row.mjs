/** A figure with its unit, its goal (at most), and what 0.1.0 took, as a text; the last two where there are such. */
export const row = (what, value, unit, goal, before) => ({ what, value, unit, goal, before });
