/** What a short run comes to. */
export function digest(cluster) {
  const result = cluster.run("cluster 5\nseed 7\nuntil leader within 5s\nput name Alice\nexpect safe");
  return result.ok ? cluster.digest() : result.error;
}
