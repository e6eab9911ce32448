import { version } from '../../package.json';

/** Of this code: what `package.json` had when it was built. */
export const VERSION: string = version;
