import codemod from '../../src/codemods/job-scheduler.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
