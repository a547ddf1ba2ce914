import { readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";

/** A certificate for a server on loopback, as PEM texts, and the file of the certificate for those who should trust it. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly certFile: string;
}

/** Makes a self-signed certificate for 127.0.0.1 that is good for two days, in files of a folder. */
export async function loopbackCertificate(folder: string): Promise<Certificate> {
  const [keyFile, certFile] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  await execa("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", keyFile, "-out", certFile, "-days", "2", ...subject]);
  return { key: await readFile(keyFile, "utf8"), cert: await readFile(certFile, "utf8"), certFile };
}
