export function refuseTracked(root: string, command?: string): void;
export function trackedIgnored(root: string, env?: NodeJS.ProcessEnv): string[] | string;
export function gitOutside(root: string, env?: NodeJS.ProcessEnv): string | undefined;
export function withoutRedirection(env?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
