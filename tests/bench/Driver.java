import com.google.gson.Gson;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.model.response.ResDefault;

/** One client of Java under load: {@code Driver CLIENT IN_FLIGHT SECONDS [CALLS]}. See driver.py. */
public class Driver {
    private static final String WHERE = System.getenv("BENCH_BASE") + System.getenv("BENCH_PATH");
    private static final String RECEIPT = WHERE.substring(WHERE.lastIndexOf('/') + 1);
    private static final Gson JSON = new Gson();

    /** A call gives the receipt as a map. */
    private static Callable<Map<String, Object>> client(String name) throws Exception {
        if (name.equals("ours")) {
            Bootpay bootpay = new Bootpay();
            return () -> {
                ResDefault<HashMap<String, Object>> answer = bootpay.verify(RECEIPT);
                return answer.unwrap();
            };
        }
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        String ca = System.getenv("BENCH_CA");
        if (ca != null && Files.exists(Path.of(ca))) {
            builder.sslContext(trusting(Path.of(ca)));
        }
        HttpClient client = builder.build();
        return () -> {
            HttpRequest request = HttpRequest.newBuilder(URI.create(WHERE)).header("Authorization", "token").build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            ResDefault<?> whole = JSON.fromJson(answer.body(), ResDefault.class);
            @SuppressWarnings("unchecked")
            Map<String, Object> data = (Map<String, Object>) whole.data;
            return data;
        };
    }

    private static SSLContext trusting(Path ca) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (InputStream pem = Files.newInputStream(ca)) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static void lookAt(Map<String, Object> receipt) {
        if (!RECEIPT.equals(receipt.get("receipt_id")) || ((Number) receipt.get("status")).intValue() != 1) {
            throw new IllegalStateException("another answer came");
        }
    }

    private static double cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private static long residentKb() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("no VmRSS");
    }

    private interface Took {
        Map<String, Object> by(long calls) throws Exception;
    }

    private static Took since() {
        long began = System.nanoTime();
        double used = cpu();
        return calls -> {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("calls", calls);
            told.put("seconds", (System.nanoTime() - began) / 1e9);
            told.put("cpu_s", cpu() - used);
            told.put("resident_kb", residentKb());
            return told;
        };
    }

    private static long load(Callable<Map<String, Object>> call, int inFlight, double seconds, long most) throws Exception {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        AtomicLong calls = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int at = 0; at < inFlight; at++) {
            Thread thread = new Thread(() -> {
                try {
                    for (long count = 0; count < most && System.nanoTime() < end; count++) {
                        lookAt(call.call());
                        calls.incrementAndGet();
                    }
                } catch (Exception failed) {
                    failed.printStackTrace();
                    Runtime.getRuntime().halt(1);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return calls.get();
    }

    public static void main(String[] arguments) throws Exception {
        int inFlight = Integer.parseInt(arguments[1]);
        double seconds = Double.parseDouble(arguments[2]);
        long most = Long.MAX_VALUE;
        Took took = since();
        Callable<Map<String, Object>> call = client(arguments[0]);
        lookAt(call.call());
        Map<String, Object> first = took.by(1);
        if (arguments.length > 3) {
            most = Long.parseLong(arguments[3]);
        } else {
            load(call, inFlight, seconds / 2, most);
        }
        took = since();
        long calls = load(call, inFlight, seconds, most);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("first", first);
        told.put("load", took.by(calls));
        System.out.println(JSON.toJson(told));
        System.exit(0); // the other client's threads live on for a while
    }
}
