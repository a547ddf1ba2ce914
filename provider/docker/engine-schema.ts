import { z } from "zod";

import type { EngineFacts } from "./engine-api.ts";

/** Engines leave out what they do not know, or write null; what is there has to have its kind. */
const text = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();
const texts = z.array(z.string()).nullish();
const byName = z.record(z.string(), z.string()).nullish();
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish();
const some = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape).nullish();

const health = some({ Test: texts, Interval: number, Timeout: number, StartPeriod: number, StartInterval: number, Retries: number });

const imageConfig = {
  ...{ User: text, Env: texts, Cmd: texts, Entrypoint: texts, WorkingDir: text, Labels: byName, Healthcheck: health, StopSignal: text },
  Volumes: z.record(z.string(), z.unknown()).nullish(),
};

const container = z.looseObject({
  Id: z.string().min(1),
  ...{ Created: text, Name: text, Image: text, RestartCount: number },
  State: some({
    ...{ Status: text, Running: flag, Paused: flag, Restarting: flag, ExitCode: number, Error: text, StartedAt: text, OOMKilled: flag },
    Health: some({ Status: text, FailingStreak: number }),
  }),
  Config: some({ ...imageConfig, Image: text, Hostname: text, Tty: flag, OpenStdin: flag, StopTimeout: number }),
  HostConfig: some({
    ...{
      Memory: number,
      MemorySwap: number,
      MemoryReservation: number,
      MemorySwappiness: number,
      OomScoreAdj: number,
      OomKillDisable: flag,
    },
    ...{ NanoCpus: number, CpuShares: number, CpuQuota: number, CpuPeriod: number, CpusetCpus: text, PidsLimit: number, ShmSize: number },
    ...{ PublishAllPorts: flag, NetworkMode: text, PidMode: text, IpcMode: text, UTSMode: text, UsernsMode: text, CgroupParent: text },
    ...{ Runtime: text, Init: flag, Privileged: flag, ReadonlyRootfs: flag, CapAdd: texts, CapDrop: texts, SecurityOpt: texts },
    ...{ GroupAdd: texts, Sysctls: byName, Tmpfs: byName, DeviceCgroupRules: texts, ExtraHosts: texts, Dns: texts, DnsSearch: texts },
    DnsOptions: texts,
    RestartPolicy: some({ Name: text, MaximumRetryCount: number }),
    PortBindings: z.record(z.string(), list(z.looseObject({ HostIp: text, HostPort: text }))).nullish(),
    Ulimits: list(z.looseObject({ Name: z.string(), Soft: z.number(), Hard: z.number() })),
    Devices: list(z.looseObject({ PathOnHost: text, PathInContainer: text, CgroupPermissions: text })),
    DeviceRequests: list(z.looseObject({ Driver: text, Count: number, DeviceIDs: texts, Capabilities: list(z.array(z.string())) })),
    LogConfig: some({ Type: text, Config: byName }),
  }),
  Mounts: list(z.looseObject({ Type: text, Name: text, Source: text, Destination: text, RW: flag, Propagation: text })),
  NetworkSettings: some({
    Networks: z
      .record(
        z.string(),
        some({
          ...{ Aliases: texts, DNSNames: texts, NetworkID: text, MacAddress: text },
          IPAMConfig: some({ IPv4Address: text, IPv6Address: text }),
        }),
      )
      .nullish(),
  }),
});

const image = z.looseObject({ Id: z.string().min(1), RepoTags: texts, RepoDigests: texts, Config: some(imageConfig) });

const network = z.looseObject({
  ...{ Id: z.string().min(1), Name: z.string().min(1), Driver: text, Internal: flag, EnableIPv6: flag, Attachable: flag },
  ...{ Labels: byName, Options: byName },
  IPAM: some({ Config: list(z.looseObject({ Subnet: text, Gateway: text })) }),
});

const volume = z.looseObject({ Name: z.string().min(1), Driver: text, Labels: byName });

const info = z.looseObject({
  ...{ ServerVersion: text, LoggingDriver: text, CgroupVersion: text, SwapLimit: flag, DefaultRuntime: text, MemTotal: number },
  DockerRootDir: text,
});

const facts = z.object({
  containers: z.array(container),
  images: z.array(image),
  networks: z.array(network),
  volumes: z.array(volume),
  info,
});

/**
 * What an engine said, when all of it has the kinds that engines give; everything that reads it relies on that.
 * @throws Error with the path of the first thing that is something else; values are in no message
 */
export function checkedFacts(value: EngineFacts): EngineFacts {
  const { error } = facts.safeParse(value);
  if (error === undefined) return value;
  const [issue] = error.issues;
  throw new Error(`${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? "it is something else"}`);
}
