import type { DType } from '../../base/dtype.js';
import { show, some } from '../../base/errors.js';
import type { Matrix } from '../../base/matrix.js';
import { chooseColumns, headerNames, type Wanted } from './columns.js';
import { LabelColumn } from './labels.js';
import type { Problems } from './problems.js';
import { lineBreaks } from './records.js';
import { numbered } from '../names.js';
import type { NumberSource } from '../source.js';
import { commaHint, isText, NumberColumns, type Refuse } from './values.js';
import type { ClassLabel, Task } from '../targets.js';

/** What is to be read of a text. */
export interface Request {
  readonly header: boolean | undefined;
  readonly wanted: Wanted;
  readonly task: Task | undefined;
  readonly classes: readonly ClassLabel[] | undefined;
  readonly dtype: DType;
}

/** Columns while they grow, known once the first record is. */
interface Columns {
  /** One per field of a record, and the line that says so. */
  readonly names: readonly string[];
  readonly named: boolean;
  readonly line: number;
  readonly features: NumberColumns;
  readonly values: NumberColumns;
  readonly label: LabelColumn | undefined;
}

/** Records on their way to features and targets. */
export class Rows {
  readonly #request: Request;
  readonly #problems: Problems;
  #columns: Columns | undefined;
  #examples = 0;

  constructor(request: Request, problems: Problems) {
    this.#request = request;
    this.#problems = problems;
  }

  /** Takes the next record, which begins on `line`. */
  take(fields: readonly string[], line: number): void {
    if (this.#columns === undefined) {
      const header = headerNames(fields, line, this.#request, this.#problems);
      const names = header ?? numbered('x', fields.length);
      this.#columns = this.#begin(names, header !== undefined, line);
      if (header !== undefined) return;
    }
    const { names, features, values, label } = this.#columns;
    if (fields.length !== names.length) return this.#ragged(fields.length, line);
    if (this.#examples++ === 0) this.#refuseText(fields, line);
    const refuse: Refuse = ({ index, name }, complaint) => {
      const at = line + lineBreaks(fields.slice(0, index));
      this.#problems.add(`line ${at}, column ${show(name)}: ${complaint}`);
    };
    features.take(fields, refuse);
    values.take(fields, refuse);
    label?.take(fields, line, refuse);
  }

  #begin(names: readonly string[], header: boolean, line: number): Columns {
    const { wanted, task, classes, dtype } = this.#request;
    const { features, targets } = chooseColumns(names, wanted);
    const single = targets.length === 1 && task !== 'regression' ? targets[0] : undefined;
    return {
      names,
      named: header || wanted.features !== undefined,
      line,
      features: new NumberColumns(features, dtype),
      values: new NumberColumns(single ? [] : targets, 'float64'),
      label: single && new LabelColumn(single, { task, classes }, this.#problems),
    };
  }

  #ragged(count: number, line: number): void {
    const { names, line: first } = this.#columns!;
    const fields = count === 1 ? '1 field' : `${count} fields`;
    const without = count < names.length ? `: none for ${some(names.slice(count))}` : '';
    this.#problems.add(
      `line ${line} has ${fields}, but line ${first} has ${names.length}${without}`,
    );
  }

  /** A column of text is one mistake, not one a line. */
  #refuseText(fields: readonly string[], line: number): void {
    const { features, values } = this.#columns!;
    const textIn = (list: NumberColumns): string[] =>
      list.columns.filter((c) => isText(fields[c.index]!.trim())).map((c) => c.name);
    const [inFeatures, inTargets] = [textIn(features), textIn(values)];
    if (inFeatures.length > 0) throw this.#textFeatures(inFeatures, fields, line);
    if (inTargets.length > 0) {
      throw this.#problems.error(
        `${holdText(inTargets)} on line ${line}, but the targets of a regression, or of several columns, must be numbers. One column of text is a classification: leave \`task\` out.`,
      );
    }
  }

  #textFeatures(names: readonly string[], fields: readonly string[], line: number): Error {
    const { option } = this.#request.wanted;
    const index = this.#columns!.features.columns.find((c) => c.name === names[0])!.index;
    const text = fields[index]!.trim();
    return this.#problems.error(
      `${holdText(names)} (${show(text)} on line ${line}), but features must be numbers${commaHint(text)}: encode text as numbers first (for example one column of 0 and 1 per value), or name the columns to be read with \`${option}\`.`,
    );
  }

  /** All that was taken, as a table. */
  finish(): NumberSource {
    if (!this.#problems.none) throw this.#problems.all();
    if (this.#columns === undefined) throw this.#problems.error('there is nothing in it.');
    const { features, named, values, label, line } = this.#columns;
    const m = this.#examples;
    if (m === 0)
      throw this.#problems.error(`there is no example after the header on line ${line}.`);
    const targets = label ? [label.column] : values.columns;
    return {
      X: features.toMatrix(m),
      targets: label?.toList() ?? valuesOf(values, m),
      features: features.columns.map((c) => c.name),
      named,
      targetNames: targets.map((c) => c.name),
      task: this.#request.task,
      classes: this.#request.classes,
    };
  }
}

function valuesOf(values: NumberColumns, m: number): number[] | Matrix {
  if (values.columns.length === 0) return [];
  const matrix = values.toMatrix(m);
  return values.columns.length === 1 ? Array.from(matrix.data) : matrix;
}

function holdText(names: readonly string[]): string {
  return `${names.length === 1 ? 'column' : 'columns'} ${some(names)} ${names.length === 1 ? 'holds' : 'hold'} text`;
}
