import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { beginRecord, endRecord, readRecord, recordsFolder, RECORDS_VARIABLE } from "../../../cli/apply/records.ts";
import type { ApplyRecord } from "../../../cli/apply/records.ts";

const record: ApplyRecord = {
  version: 1,
  sha256: "a".repeat(64),
  site: "vps",
  commit: "c".repeat(40),
  planned: "t",
  plannedBy: "ada@desk",
  approvedBy: "Ada",
  sumGiven: true,
  appliedBy: "ada@desk",
  started: "t",
  outcome: "started",
  reasons: [],
  done: {},
};

describe("the records of applied plans", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "hl-records-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("lie beside the state, by project and site", () => {
    expect(recordsFolder(pathToFileURL(root).href, "homelab", "vps", {})).toBe(join(root, ".homelab/applies/homelab/vps"));
    expect(recordsFolder("s3://bucket", "homelab", "vps", { [RECORDS_VARIABLE]: "/srv/applies" })).toBe("/srv/applies/homelab/vps");
  });

  it("need a place that is named where the backend is no folder, or nothing is applied", () => {
    expect(() => recordsFolder("s3://bucket", "homelab", "vps", {})).toThrow(/fix: set HOMELAB_APPLY_RECORDS to a folder/);
    expect(() => recordsFolder("s3://bucket", "homelab", "vps", { [RECORDS_VARIABLE]: "applies" })).toThrow(
      /"applies" is no absolute path/,
    );
  });

  it("are begun once, and then say how it ended", () => {
    const folder = join(root, "vps");
    expect(readRecord(folder, record.sha256)).toBeUndefined();
    beginRecord(folder, record);
    expect(() => beginRecord(folder, record)).toThrow(/second apply/);
    expect(readRecord(folder, record.sha256)?.outcome).toBe("started");
    endRecord(folder, { ...record, outcome: "applied", ended: "u" });
    expect(readRecord(folder, record.sha256)).toEqual({ ...record, outcome: "applied", ended: "u" });
    expect(readdirSync(folder)).toEqual([`${record.sha256}.json`]);
  });
});
