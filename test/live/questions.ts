import { colonPathQuestion, commitQuestions, rateLimitQuestion, uploadHostQuestion } from './questions/uploads.ts';
import { permissionQuestion } from './questions/permissions.ts';
import { workbookQuestions } from './questions/workbooks.ts';
import type { Question } from './model.ts';

/** What documents and reports leave open. Those that only look back come last. */
export const questions: readonly Question[] = [
  ...commitQuestions,
  permissionQuestion,
  ...workbookQuestions,
  colonPathQuestion,
  uploadHostQuestion,
  rateLimitQuestion,
];
