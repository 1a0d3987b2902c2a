<?php

// The first two are for routes/web.php, which has sessions; the last for routes/api.php.

use App\Http\Controllers\BootpayController;
use Illuminate\Support\Facades\Route;

Route::post('/identity/begin', [BootpayController::class, 'begin']);
Route::post('/identity', [BootpayController::class, 'confirm']);
Route::post('/webhook', [BootpayController::class, 'webhook']);
