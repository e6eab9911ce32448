export function which(...names: string[]): string | undefined;
export function compilerVariables(): Record<string, string>;
export function missing(needs: Record<string, unknown>): string[];
export function cmakeLacks(): string[];
export function buildEnvironment(extra?: Record<string, string>): Record<string, string>;
export function npmCommand(): { program: string; first: string[]; shell: boolean };
