/**
 * Where Amazon answers.
 *
 * @module
 */

/** The address of a bucket. One with dots in its name fits no certificate of Amazon's, so it is in the path. */
export function bucketUrl(
  { bucket, region, endpoint }: { bucket: string; region: string; endpoint?: string },
): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/*$/, "")}/${bucket}`;
  const domain = domainOf(region);
  return bucket.includes(".")
    ? `https://s3.${region}.${domain}/${bucket}`
    : `https://${bucket}.s3.${region}.${domain}/`;
}

/** The address of the service that gives out keys for roles. */
export function stsUrl(region: string): string {
  return `https://sts.${region}.${domainOf(region)}/`;
}

function domainOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
