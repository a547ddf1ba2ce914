export function takeLock(path: string, waiting?: (pid: number) => void): Promise<() => void>;
export function alive(pid: number): boolean;
