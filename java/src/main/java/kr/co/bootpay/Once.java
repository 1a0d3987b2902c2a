package kr.co.bootpay;

import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Remembers which verifications were used, for every process that confirms. */
@FunctionalInterface
public interface Once {
    /**
     * Says whether nobody consumed this order id before: true for one caller, whoever else asks at the same moment, and
     * false for everybody else for at least as long as {@code keep}. So look and write in one step.
     */
    boolean consume(String orderId, Duration keep);

    /** Remembers in this process alone: for tests, and for a service that is one process. A restart forgets it. */
    static Once memory() {
        Map<String, Long> ends = new ConcurrentHashMap<>();
        return (orderId, keep) -> {
            long now = System.nanoTime();
            ends.values().removeIf(end -> end - now <= 0);
            return ends.putIfAbsent(orderId, now + keep.toNanos()) == null;
        };
    }

    /**
     * Remembers in Redis or Valkey: {@code SET bootpay:once:<order id> … NX}, with a time to live. Use one that does
     * not evict such keys: an evicted key is a verification that can be used again.
     *
     * <pre>{@code
     * // Spring Data
     * Once.redis((key, value, keep) -> redis.opsForValue().setIfAbsent(key, value, keep), redis.opsForValue()::get);
     * // Jedis
     * Once.redis(
     *     (key, value, keep) -> jedis.set(key, value, new SetParams().nx().px(keep.toMillis())) != null, jedis::get);
     * }</pre>
     *
     * @param set sets a key that is not there yet, with a time to live, and says whether it did
     * @param get gives a key's value, or null
     */
    static Once redis(RedisSet set, RedisGet get) {
        return (orderId, keep) -> {
            // the value tells our own write from another's: clients repeat a command whose answer was lost
            String key = "bootpay:once:" + orderId;
            String mine = UUID.randomUUID().toString();
            return Boolean.TRUE.equals(set.setIfAbsent(key, mine, keep)) || mine.equals(get.get(key));
        };
    }

    /** Sets a key of Redis that is not there yet. */
    @FunctionalInterface
    interface RedisSet {
        Boolean setIfAbsent(String key, String value, Duration keep);
    }

    /** Gets a key of Redis. */
    @FunctionalInterface
    interface RedisGet {
        String get(String key);
    }

    /**
     * Remembers in the table {@code bootpay_once}, each use in a connection of its own. PostgreSQL, SQLite, MySQL and
     * MariaDB are known.
     */
    static JdbcOnce jdbc(DataSource source) {
        return new JdbcOnce(source, null);
    }

    /**
     * Remembers in the table {@code bootpay_once}, in the transaction of this connection. Save what you keep about the
     * person in the same one: either both are there, or none.
     */
    static JdbcOnce jdbc(Connection connection) {
        return new JdbcOnce(null, connection);
    }

    /** The store cannot say whether it was used, so nobody is confirmed. The cause says why. */
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
