package kr.co.bootpay.tests;

import static kr.co.bootpay.tests.Surroundings.*;
import static org.junit.jupiter.api.Assertions.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import kr.co.bootpay.*;
import kr.co.bootpay.exception.*;
import kr.co.bootpay.model.BankCode;
import kr.co.bootpay.model.request.*;
import kr.co.bootpay.model.response.ResDefault;
import kr.co.bootpay.model.response.data.*;
import org.junit.jupiter.api.Test;

final class CallsTest {
    private static Cancel cancel(Double price) {
        Cancel cancel = new Cancel();
        cancel.receiptId = TO_CANCEL;
        cancel.price = price;
        return cancel;
    }

    private static SubscribePayload charge() {
        SubscribePayload payload = new SubscribePayload();
        payload.billingKey = BILLING_KEY;
        payload.itemName = "a";
        payload.orderId = "o-1";
        payload.price = 3000;
        return payload;
    }

    // As the official package: a filled answer. Its error says why.
    @Test
    void aRefusalIsAFilledAnswer() {
        ResDefault<HashMap<String, Object>> answer = fresh().certificate("000000000000000000000000");
        assertEquals(404, answer.status);
        assertTrue(answer.code < 0 && !answer.message.isEmpty());
        ApiException error = assertThrows(ApiException.class, answer::unwrap);
        assertEquals(Effect.NONE, error.effect());
        assertEquals(String.valueOf(answer.code), error.code());
        assertEquals(answer.raw(), error.body());
        assertSame(error, answer.error());
    }

    @Test
    void oneMethodServesBothForms() {
        Bootpay bootpay = fresh();
        ResDefault<CertificateData> typed = bootpay.certificate(IDENTITY);
        ResDefault<HashMap<String, Object>> map = bootpay.certificate(IDENTITY);
        assertEquals(IDENTITY, typed.data.receipt_id);
        assertEquals(IDENTITY, typed.data.get("receipt_id"));
        assertEquals(IDENTITY, map.data.get("receipt_id"));
        assertEquals("홍길동", typed.data.certificate.get("username"));
        assertEquals(typed.toJson(), map.toJson());
        assertEquals(parsed(typed.raw()), parsed(typed.toJson()));
        assertEquals(IDENTITY, bootpay.certificate(IDENTITY).data.get("receipt_id"));
    }

    // The official package makes every number a Double, which prints as 1.795859396E9.
    @Test
    void wholeNumbersStayWhole() {
        ResDefault<TokenData> token = fresh().getAccessToken();
        assertTrue(token.data.expired_at > 1_000_000_000L);
        holds(token.toJson(), "\"expired_at\":" + token.data.expired_at);
    }

    @Test
    void aLostConnectionIsAnException() {
        fresh();
        Bootpay bootpay = new Bootpay(config("http://127.0.0.1:1"));
        ConnectionException error = assertThrows(ConnectionException.class, () -> bootpay.verify(PAYMENT));
        assertEquals(Effect.NONE, error.effect());
        assertEquals("receipt.get", error.operation());
    }

    // Whoever looks at status and code alone, as with the official package, must not take a refusal for a success.
    @Test
    void noRefusalLooksLikeASuccess() {
        AtomicReference<String> body = new AtomicReference<>();
        Bootpay bootpay = new Bootpay(config(server(request -> body.get())));
        Object[][] answers = {
            {"404 {\"status\":200,\"code\":0}", 404, -1, "0"},
            {"404 {}", 404, -1, null},
            {"{\"status\":200,\"code\":\"RC_NOT_FOUND\"}", 200, -1, "RC_NOT_FOUND"},
            {"{\"status\":401,\"code\":\"-7\"}", 401, -7, "-7"},
            {"{\"status\":200,\"code\":7}", 200, 7, "7"},
        };
        for (Object[] one : answers) {
            body.set((String) one[0]);
            ResDefault<?> answer = bootpay.verify(PAYMENT);
            assertEquals(one[1], answer.status);
            assertEquals(one[2], answer.code);
            assertEquals(one[3], answer.error().code());
        }
        body.set("{\"code\":0,\"data\":{\"receipt_id\":\"" + PAYMENT + "\"}}");
        assertEquals(200, bootpay.verify(PAYMENT).status);
    }

    @Test
    void aRefusalThatMayHaveActedIsThrown() {
        Bootpay bootpay = new Bootpay(config(server(request -> "500 {\"status\":500,\"error\":\"Internal Server Error\"}")));
        ApiException error = assertThrows(ApiException.class, () -> bootpay.submit(TO_SUBMIT));
        assertEquals(Effect.UNKNOWN, error.effect());
    }

    // A price that was never set, or came out as 0, must not cancel a whole payment.
    @Test
    void onlyAllCancelsAll() {
        Bootpay bootpay = fresh();
        for (Double price : new Double[] {null, 0.0, -0.0, Double.NaN}) {
            Exception refused = assertThrows(InvalidRequestException.class, () -> bootpay.cancelPayment(cancel(price)));
            holds(refused.getMessage(), "price");
        }
        assertThrows(InvalidRequestException.class, () -> bootpay.receiptCancel(cancel(0.0)));
        assertThrows(InvalidRequestException.class, () -> bootpay.receiptCancel(null));
        CompletableFuture<?> refused = bootpay.cancelPaymentAsync(cancel(0.0));
        assertTrue(refused.isCompletedExceptionally());
        assertNothingWasSent();
        ResDefault<CancelData> answer = bootpay.cancelPayment(cancel(Bootpay.ALL));
        assertEquals(3000, answer.unwrap().cancelled_price);
        Map<?, ?> body = (Map<?, ?>) ((Map<?, ?>) sent().get(1)).get("body");
        assertEquals(2, body.size()); // receipt_id, and the cancel_id of its own
        SubscribePayload all = charge();
        all.price = (long) Bootpay.ALL;
        assertThrows(InvalidRequestException.class, () -> bootpay.requestSubscribe(all));
    }

    // The official package's code for a full cancel gives no price.
    @Test
    void theOfficialCancelWithoutAPriceIsOfAll() {
        ResDefault<CancelData> answer = fresh().receiptCancel(cancel(null));
        assertEquals(3000, answer.unwrap().cancelled_price);
    }

    // A time that was not reckoned must not charge somebody ten seconds from now.
    @Test
    void aReservationNeedsItsTime() {
        Bootpay bootpay = fresh();
        Exception refused = assertThrows(InvalidRequestException.class, () -> bootpay.reserveSubscribe(charge()));
        holds(refused.getMessage(), "execute_at");
        assertNothingWasSent();
        bootpay.requestSubscribe(charge()).unwrap(); // which has no such field
    }

    @Test
    void whatWasNotGivenIsNotSent() {
        Bootpay bootpay = fresh();
        UserToken user = new UserToken();
        user.userId = "member-1";
        bootpay.getUserToken(user).unwrap();
        user.gender = 0;
        bootpay.getUserToken(user).unwrap();
        assertEquals(Map.of("user_id", "member-1"), ((Map<?, ?>) sent().get(1)).get("body"));
        assertEquals(Map.of("user_id", "member-1", "gender", 0L), ((Map<?, ?>) sent().get(2)).get("body"));
    }

    @Test
    void whatNoRequestCanHoldIsRefusedByName() {
        Bootpay bootpay = fresh();
        UserToken user = new UserToken();
        user.userId = "member-1";
        user.name = "\ud800";
        holds(assertThrows(InvalidRequestException.class, () -> bootpay.getUserToken(user)).getMessage(), "name is not valid Unicode");
        Exception odd = assertThrows(InvalidRequestException.class, () -> bootpay.updatePgResource(Map.of("a", Map.of("b", new Object()))));
        holds(odd.getMessage(), "a.b");
        Map<String, Object> itself = new HashMap<>();
        itself.put("a", itself);
        holds(assertThrows(InvalidRequestException.class, () -> bootpay.updatePgResource(itself)).getMessage(), "nested too deeply");
        assertTrue(bootpay.updatePgResourceAsync(itself).isCompletedExceptionally());
        assertNothingWasSent();
    }

    // A parser's number of 1200.7 is no price of 1200.
    @Test
    void aNumberOfAnotherKindKeepsItsFraction() {
        Bootpay bootpay = fresh();
        for (String price : new String[] {"1200.7", "NaN"}) {
            Map<String, Object> odd = Map.of("price", new com.google.gson.internal.LazilyParsedNumber(price));
            Exception refused = assertThrows(InvalidRequestException.class, () -> bootpay.requestWalletPayment(odd));
            holds(refused.getMessage(), "price");
        }
        assertNothingWasSent();
        bootpay.updatePgResource(Map.of("a", new com.google.gson.internal.LazilyParsedNumber("1200"), "b", new AtomicInteger(7)));
        assertEquals(Map.of("a", 1200L, "b", 7L), ((Map<?, ?>) sent().get(1)).get("body"));
    }

    @Test
    void hostileIdsReachNoOtherRoute() {
        Bootpay bootpay = fresh();
        for (String id : new String[] {null, "", "../cancel", "a/b", "a?b", "a#b", "%2e%2e", "a b", "\u0000", "홍", "a".repeat(5000)}) {
            assertThrows(InvalidRequestException.class, () -> bootpay.certificate(id), id);
            assertThrows(InvalidRequestException.class, () -> bootpay.destroyBillingKey(id), id);
        }
        assertNothingWasSent();
    }

    @Test
    void aWrongConfigurationIsRefusedAtOnce() {
        assertThrows(ConfigException.class, () -> new Bootpay(APPLICATION_ID, PRIVATE_KEY, "prod"));
        Exception refused = assertThrows(ConfigException.class, () -> new Bootpay(config().timeout(Duration.ofSeconds(-1))));
        holds(refused.getMessage(), "timeout");
    }

    @Test
    void theThirdArgumentIsAnAddressOrAMode() {
        assertEquals(BOX.url(), new Bootpay(APPLICATION_ID, PRIVATE_KEY, BOX.url() + "/").baseUrl());
        assertEquals("https://api.bootpay.co.kr", new Bootpay(APPLICATION_ID, "bm90IGEgc2FuZGJveCBrZXk6IGEgbGl2ZSBwcm9qZWM=", "production").baseUrl());
    }

    @Test
    void limitsOfSomeCallsLeaveTheOthers() throws Exception {
        fresh();
        Bootpay bootpay = new Bootpay(config(silent()).deadline(LONG).timeout(LONG));
        Exception late = assertThrows(TimeoutException.class,
            () -> bootpay.withOptions(new Options().deadline(Duration.ofMillis(50))).verify(PAYMENT));
        holds(late.getMessage(), "0.05 s (the deadline)");
        assertThrows(InvalidRequestException.class,
            () -> bootpay.withOptions(new Options().deadline(Duration.ofMillis(-1))).verify(PAYMENT));
        String own = "cd".repeat(32);
        fresh().withOptions(new Options().token(own)).verify(PAYMENT);
        assertEquals(own, ((Map<?, ?>) BOX.requests().get(0).get("headers")).get("authorization"));
    }

    @Test
    void aTokenThatIsSetIsSentAsItIs() {
        Bootpay bootpay = fresh();
        bootpay.setToken("ef".repeat(32));
        bootpay.verify(PAYMENT);
        bootpay.setToken(null);
        bootpay.verify(PAYMENT).unwrap();
        List<Map<String, Object>> requests = BOX.requests();
        assertEquals("ef".repeat(32), ((Map<?, ?>) requests.get(0).get("headers")).get("authorization"));
        assertEquals("/request/token", requests.get(requests.size() - 2).get("path"));
    }

    @Test
    void aHerdOfFirstCallsAsksForOneToken() throws Exception {
        Bootpay bootpay = fresh();
        ExecutorService threads = Executors.newFixedThreadPool(100);
        List<Future<?>> calls = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(100);
        for (int at = 0; at < 100; at++) {
            boolean isAsync = at % 2 == 0;
            calls.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                return isAsync ? bootpay.verifyAsync(PAYMENT).join().unwrap() : bootpay.verify(PAYMENT).unwrap();
            }));
        }
        for (Future<?> call : calls) {
            call.get();
        }
        threads.shutdown();
        long tokens = BOX.requests().stream().filter(request -> request.get("path").equals("/request/token")).count();
        assertEquals(1, tokens);
    }

    /** Waits in a thread of its own, which then is interrupted. */
    private static BootpayException interrupted(Runnable call, Runnable untilItWaits) throws Exception {
        AtomicBoolean isStillSet = new AtomicBoolean();
        FutureTask<BootpayException> task = new FutureTask<>(() -> {
            try {
                call.run();
                return null;
            } catch (BootpayException failed) {
                isStillSet.set(Thread.currentThread().isInterrupted());
                return failed;
            }
        });
        Thread thread = new Thread(task);
        thread.start();
        untilItWaits.run();
        thread.interrupt();
        BootpayException failed = task.get();
        assertTrue(isStillSet.get(), "the interrupt is lost");
        return failed;
    }

    @Test
    void anInterruptGivesACallUpAndStaysSet() throws Exception {
        Bootpay bootpay = new Bootpay(config().deadline(LONG).timeout(LONG));
        fresh();
        bootpay.getAccessToken();
        BOX.fault("stall", Map.of("path", "/cancel"));
        Cancel lost = cancel(1200.0);
        lost.cancelId = "refund-1";
        BootpayException error = interrupted(() -> bootpay.cancelPayment(lost), () -> arrivals("/cancel", 1));
        assertInstanceOf(CanceledException.class, error);
        assertEquals(List.of(Effect.UNKNOWN, TO_CANCEL, "refund-1", 1200L),
            List.of(error.effect(), error.receiptId(), error.cancelId(), error.cancelPrice()));
        assertEquals(Outcome.NOT_DONE, bootpay.settle(error, 0L).outcome());
    }

    @Test
    void aThreadThatWasInterruptedSendsNothing() {
        Bootpay bootpay = fresh();
        Thread.currentThread().interrupt();
        BootpayException error = assertThrows(CanceledException.class, () -> bootpay.verify(PAYMENT));
        assertTrue(Thread.interrupted());
        assertEquals(Effect.NONE, error.effect());
        assertNothingWasSent();
    }

    // More than two threads wait for the queue, where an interrupt ends the wait as well; the others go on.
    @Test
    void anInterruptAmongManyEndsOneCall() throws Exception {
        int many = 8;
        Semaphore arrived = new Semaphore(0);
        CountDownLatch release = new CountDownLatch(1);
        Bootpay bootpay = new Bootpay(config(server(request -> {
            arrived.release();
            release.await();
            return "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"" + PAYMENT + "\"}}";
        })).deadline(LONG).timeout(LONG));
        ExecutorService threads = Executors.newFixedThreadPool(many);
        List<Future<?>> others = new ArrayList<>();
        for (int at = 0; at < many; at++) {
            others.add(threads.submit(() -> bootpay.verify(PAYMENT).unwrap()));
        }
        arrived.acquire(many);
        BootpayException error = interrupted(() -> bootpay.verify(PAYMENT), () -> arrived.acquireUninterruptibly());
        assertInstanceOf(CanceledException.class, error);
        release.countDown();
        for (Future<?> other : others) {
            other.get();
        }
        threads.shutdown();
    }

    @Test
    void futuresGiveTheSameAnswers() {
        Bootpay bootpay = fresh();
        CompletableFuture<ResDefault<CertificateData>> answer = bootpay.certificateAsync(IDENTITY);
        assertEquals(IDENTITY, answer.join().unwrap().receipt_id);
        assertEquals(404, bootpay.certificateAsync("000000000000000000000000").join().status);
        CompletionException refused = assertThrows(CompletionException.class, () -> bootpay.certificateAsync("../cancel").join());
        assertInstanceOf(InvalidRequestException.class, refused.getCause());
        CompletionException other = assertThrows(CompletionException.class,
            () -> bootpay.verifyExpectedAsync(PAYMENT, new Expected().price(1)).join());
        assertInstanceOf(MismatchException.class, other.getCause());
        assertEquals(1, bootpay.<VerificationData>verifyExpectedAsync(PAYMENT, new Expected().price(3000)).join().data.status);
    }

    // What a future's dependents do must not keep the replies of others waiting.
    @Test
    void aDependentMayCallAgain() {
        Bootpay bootpay = fresh();
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int at = 0; at < 20; at++) {
            all.add(bootpay.<VerificationData>verifyAsync(PAYMENT).thenApply(first ->
                bootpay.<VerificationData>verify(first.unwrap().receipt_id).unwrap().receipt_id));
        }
        all.forEach(one -> assertEquals(PAYMENT, one.join()));
    }

    @Test
    void aCancelledFutureSaysWhatItWasAbout() {
        Bootpay bootpay = new Bootpay(config().deadline(LONG).timeout(LONG));
        fresh();
        bootpay.getAccessToken();
        BOX.fault("stall", Map.of("path", "/cancel"));
        Cancel lost = cancel(1200.0);
        lost.cancelId = "refund-2";
        CompletableFuture<ResDefault<CancelData>> answer = bootpay.cancelPaymentAsync(lost);
        arrivals("/cancel", 1);
        assertTrue(answer.cancel(true));
        assertTrue(answer.isCancelled());
        CancellationException cancelled = assertThrows(CancellationException.class, answer::join);
        Throwable cause = cancelled;
        while (cause instanceof CancellationException) { // newer JDKs wrap it once more
            cause = cause.getCause();
        }
        CanceledException error = assertInstanceOf(CanceledException.class, cause);
        assertEquals(List.of(Effect.UNKNOWN, TO_CANCEL, "refund-2", 1200L),
            List.of(error.effect(), error.receiptId(), error.cancelId(), error.cancelPrice()));
        assertEquals(Outcome.NOT_DONE, bootpay.settle(error, 0L).outcome());
        assertFalse(bootpay.verifyAsync(PAYMENT).thenApply(ResDefault::unwrap).join().isEmpty());
    }

    // A future that somebody else completes, as orTimeout does, closes its connection.
    @Test
    void aFutureThatIsCompletedGivesItsCallUp() throws Exception {
        Semaphore given = new Semaphore(0);
        Bootpay bootpay = new Bootpay(config().deadline(LONG).timeout(LONG).onAttempt(attempt -> {
            if (attempt.status().equals("abandoned")) {
                given.release();
            }
        }));
        fresh();
        BOX.fault("stall", Map.of("path", "/receipt/" + PAYMENT));
        CompletableFuture<ResDefault<VerificationData>> answer = bootpay.verifyAsync(PAYMENT);
        arrivals("/receipt/" + PAYMENT, 1);
        answer.completeExceptionally(new java.util.concurrent.TimeoutException());
        given.acquire();
    }

    @Test
    void anExecutorThatIsShutDownLosesNoAnswer() {
        fresh();
        ExecutorService closed = Executors.newSingleThreadExecutor();
        closed.shutdown();
        for (Executor one : new Executor[] {closed, task -> { throw new IllegalStateException("closed"); }}) {
            Bootpay bootpay = new Bootpay(config().executor(one));
            assertEquals(IDENTITY, bootpay.<CertificateData>certificateAsync(IDENTITY).join().unwrap().receipt_id);
        }
    }

    // A thousand calls that wait need tens of threads of ours, if their own are virtual or there are none.
    @Test
    void aThousandFutures() throws Exception {
        int many = 1000;
        Semaphore arrived = new Semaphore(0);
        CountDownLatch release = new CountDownLatch(1);
        Bootpay bootpay = new Bootpay(config(server(request -> {
            arrived.release();
            release.await();
            return "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"" + PAYMENT + "\",\"price\":1}}";
        })).deadline(LONG).timeout(LONG));
        List<CompletableFuture<ResDefault<VerificationData>>> all = new ArrayList<>();
        for (int at = 0; at < many; at++) {
            all.add(bootpay.verifyAsync(PAYMENT));
        }
        arrived.acquire(many);
        long ours = Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("bootpay")).count();
        release.countDown();
        for (CompletableFuture<ResDefault<VerificationData>> one : all) {
            assertEquals(1, one.join().unwrap().price);
        }
        assertEquals(1, ours);
    }

    // A virtual thread must not hold its carrier while it waits. JDK 21 and later.
    @Test
    void virtualThreadsWaitWithoutCarriers() throws Exception {
        java.lang.reflect.Method make;
        try {
            make = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
        } catch (NoSuchMethodException older) {
            org.junit.jupiter.api.Assumptions.abort("there are no virtual threads before JDK 21");
            return;
        }
        int many = 500;
        Semaphore arrived = new Semaphore(0);
        CountDownLatch release = new CountDownLatch(1);
        Bootpay bootpay = new Bootpay(config(server(request -> {
            arrived.release();
            release.await();
            return "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"" + PAYMENT + "\"}}";
        })).deadline(LONG).timeout(LONG));
        ExecutorService threads = (ExecutorService) make.invoke(null);
        List<Future<?>> all = new ArrayList<>();
        for (int at = 0; at < many; at++) {
            all.add(threads.submit(() -> bootpay.verify(PAYMENT).unwrap()));
        }
        arrived.acquire(many); // with a carrier for each call they would never all arrive
        release.countDown();
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
    }

    @Test
    void whatALostCancelBecameIsSettled() {
        Bootpay bootpay = fresh();
        bootpay.receiptCancel(cancel(1200.0)).unwrap();
        BOX.fault("reset", Map.of("path", "/cancel"));
        BootpayException lost = assertThrows(BootpayException.class, () -> bootpay.cancelPayment(cancel(1200.0)));
        assertEquals(List.of(Effect.UNKNOWN, TO_CANCEL, 1200L), List.of(lost.effect(), lost.receiptId(), lost.cancelPrice()));
        assertNotNull(lost.cancelId());
        Settlement settled = bootpay.settle(lost, 1200L);
        assertEquals(Outcome.NOT_DONE, settled.outcome());
        assertEquals(1800, settled.receipt().data.remain_price);
        assertEquals(Outcome.UNCLEAR, bootpay.settle(lost, null).outcome());
        BootpayException priceless = assertThrows(ConfigException.class, () -> new Bootpay(APPLICATION_ID, PRIVATE_KEY, "prod"));
        assertThrows(InvalidRequestException.class, () -> bootpay.settle(priceless, null));
        assertThrows(InvalidRequestException.class, () -> bootpay.settle(null, null));
    }

    @Test
    void aReceiptIsTheExpectedOne() {
        Bootpay bootpay = fresh();
        bootpay.verifyExpected(PAYMENT, new Expected().price(3000).orderId("1576461949"));
        assertThrows(MismatchException.class, () -> bootpay.verifyExpected(PAYMENT, new Expected().price(0)));
        assertThrows(ApiException.class, () -> bootpay.verifyExpected("000000000000000000000000", new Expected().price(1)));
        assertThrows(InvalidRequestException.class, () -> bootpay.verifyExpected(PAYMENT, new Expected()));
        assertThrows(InvalidRequestException.class, () -> bootpay.verifyExpected(PAYMENT, null));
    }

    // Servers that are broken, or mean it: an exception of one line, and the client goes on.
    @Test
    void hostileAnswers() {
        Map<String, String> bodies = new HashMap<>();
        bodies.put("html", "502 <html>");
        bodies.put("nothing", "");
        bodies.put("deep", "{\"status\":200,\"code\":0,\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        bodies.put("twice", "{\"status\":500,\"code\":-1,\"status\":200,\"code\":0,\"data\":1}");
        bodies.put("half", "{\"status\":200,\"code\":0,\"data\":");
        bodies.put("half a letter", "{\"status\":200,\"code\":0,\"data\":\"\\ud800\"}");
        bodies.put("too much", "{\"status\":200,\"code\":0,\"data\":\"" + "a".repeat(8 << 20) + "\"}");
        bodies.put("another", "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"another\",\"price\":1}}");
        bodies.forEach((name, body) -> {
            AtomicInteger asked = new AtomicInteger();
            String good = "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"" + PAYMENT + "\"}}";
            Bootpay bootpay = new Bootpay(config(server(request -> asked.getAndIncrement() == 0 ? body : good)));
            BootpayException error = assertThrows(BootpayException.class, () -> bootpay.verify(PAYMENT), name);
            assertTrue(List.of("decode", "mismatch", "connection").contains(error.kind()), () -> name + ": " + error);
            assertTrue(error.getMessage().length() <= 300, name);
            bootpay.verify(PAYMENT).unwrap();
        });
    }

    @Test
    void banksByName() {
        assertEquals("004", BankCode.getCode("국민은행"));
        holds(assertThrows(InvalidRequestException.class, () -> BankCode.getCode("국민")).getMessage(), "국민은행");
        assertThrows(InvalidRequestException.class, () -> BankCode.getCode(null));
    }

    // A web application is deployed again: its new class loader loads a copy of its own.
    @Test
    void eachClassLoaderHasALibraryOfItsOwn() throws Exception {
        String[] path = System.getProperty("java.class.path").split(java.io.File.pathSeparator);
        java.net.URL[] urls = new java.net.URL[path.length];
        for (int at = 0; at < path.length; at++) {
            urls[at] = java.nio.file.Path.of(path[at]).toUri().toURL();
        }
        for (int round = 0; round < 2; round++) {
            try (java.net.URLClassLoader loader = new java.net.URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
                Class<?> type = loader.loadClass("kr.co.bootpay.Bootpay");
                assertNotSame(Bootpay.class, type);
                Object bootpay = type.getConstructor(String.class, String.class, String.class)
                    .newInstance(APPLICATION_ID, PRIVATE_KEY, BOX.url());
                Object answer = type.getMethod("certificate", String.class).invoke(bootpay, IDENTITY);
                assertEquals(200, answer.getClass().getField("status").get(answer));
            }
        }
    }
}
