import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Logger;
import javax.sql.DataSource;
import kr.co.bootpay.JdbcOnce;
import kr.co.bootpay.Once;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/** The stores of Java against Redis and PostgreSQL. Ends with an exception if one of them is wrong. */
public class Stores {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String SERVERS = System.getenv("ONCE_SERVERS");

    public static void main(String[] arguments) throws Exception {
        Database database = new Database(relay(SERVERS + "/.s.PGSQL.5432"));
        Map<String, Once> stores = new LinkedHashMap<>();
        stores.put("memory", Once.memory());
        stores.put("redis", redis(relay(SERVERS + "/redis.sock")));
        stores.put("postgresql", Once.jdbc(database));
        for (Map.Entry<String, Once> store : stores.entrySet()) {
            ofTwoHundredOneIsFirst(store.getKey(), store.getValue());
        }
        aRollbackUsesNothingUp(database);
        expiredRowsAreForgotten(database);
        aServerThatIsDownConfirmsNobody();
        System.out.println("the stores of Java: ok");
        System.exit(0);
    }

    private static Once redis(int port) {
        JedisPooled jedis = new JedisPooled("127.0.0.1", port);
        return Once.redis(
            (key, value, keep) -> jedis.set(key, value, new SetParams().nx().px(keep.toMillis())) != null, jedis::get);
    }

    private static void ofTwoHundredOneIsFirst(String name, Once store) throws Exception {
        String order = "java-race-" + name;
        ExecutorService threads = Executors.newFixedThreadPool(200);
        CountDownLatch ready = new CountDownLatch(200);
        List<Future<Boolean>> all = new ArrayList<>();
        for (int at = 0; at < 200; at++) {
            all.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                return store.consume(order, MINUTE);
            }));
        }
        int winners = 0;
        for (Future<Boolean> one : all) {
            winners += one.get() ? 1 : 0;
        }
        threads.shutdown();
        check(winners == 1, name + ": " + winners + " were first");
        check(store.consume(order + "-other", MINUTE), name + ": another verification was taken for this one");
    }

    private static void aRollbackUsesNothingUp(Database database) throws SQLException {
        for (boolean isKept : new boolean[] {false, true}) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                Once once = Once.jdbc(connection);
                check(once.consume("java-transaction", MINUTE), "it was used before");
                check(!once.consume("java-transaction", MINUTE), "twice in one transaction"); // which goes on
                if (isKept) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
            }
        }
        check(!Once.jdbc(database).consume("java-transaction", MINUTE), "it was committed, and is used again");
    }

    private static void expiredRowsAreForgotten(Database database) {
        JdbcOnce once = Once.jdbc(database);
        once.consume("java-expired", MINUTE.negated());
        once.consume("java-kept", MINUTE);
        check(once.forgetExpired() >= 1, "nothing was forgotten");
        check(!once.consume("java-kept", MINUTE), "the wrong row was forgotten");
        check(once.consume("java-expired", MINUTE), "an expired row is still there");
    }

    private static void aServerThatIsDownConfirmsNobody() throws IOException {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        check(fails(Once.jdbc(new Database(nobody)), Once.UnavailableException.class), "a database that is down");
        check(fails(redis(nobody), JedisException.class), "a Redis that is down");
    }

    private static boolean fails(Once store, Class<? extends Exception> with) {
        try {
            store.consume("java-down", MINUTE);
            return false;
        } catch (RuntimeException failed) {
            return with.isInstance(failed);
        }
    }

    private static void check(boolean isRight, String why) {
        if (!isRight) {
            throw new IllegalStateException(why);
        }
    }

    /** The servers listen on sockets of the file system, and the drivers know TCP. Gives a port that leads there. */
    private static int relay(String socket) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 300);
        inBackground(() -> {
            while (true) {
                SocketChannel near = listener.accept();
                SocketChannel far = SocketChannel.open(StandardProtocolFamily.UNIX);
                far.connect(UnixDomainSocketAddress.of(socket));
                inBackground(() -> pass(near, far));
                inBackground(() -> pass(far, near));
            }
        });
        return listener.socket().getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void pass(SocketChannel from, SocketChannel to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(8192);
        while (from.read(block) >= 0) {
            block.flip();
            while (block.hasRemaining()) {
                to.write(block);
            }
            block.clear();
        }
        to.shutdownOutput();
    }

    /** The least of a DataSource: a connection each time. */
    private static final class Database implements DataSource {
        private final String url;

        Database(int port) {
            url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=once&sslmode=disable&gssEncMode=disable";
        }

        @Override
        public Connection getConnection() throws SQLException {
            return DriverManager.getConnection(url);
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("nothing is wrapped");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
