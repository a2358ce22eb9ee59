/** What deciding code may load: nothing here reaches a framework. */
export { reachOf } from './reach-of.js';
